-- By what the user data of a group's members is known; its content is in user_data, with the owner <group>/<this>.
alter table server_groups drop column has_user_data, add column user_data text;
